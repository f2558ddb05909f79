import { argv, stdout } from 'node:process'
import { inspect } from 'node:util'

// Imports the files on the command line one after the other, and prints for each a line with its outcome.
for (const file of argv.slice(2)) {
  let problem = ''
  try {
    await import(file)
  } catch (error) {
    problem = inspect(error)
  }
  stdout.write(`\noutcome ${JSON.stringify({ file, problem })}\n`)
}
