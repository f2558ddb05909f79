const L='/work/wt/T/'
const { DynamoDBClient, CreateTableCommand, PutItemCommand, DeleteTableCommand } = await import(L+'node_modules/@aws-sdk/client-dynamodb/dist-cjs/index.js')
const s = await import(L+'node_modules/@aws-sdk/client-dynamodb-streams/dist-cjs/index.js')
const conf={endpoint:process.env.DYNAMODB_LOCAL_ENDPOINT,region:'us-east-1',credentials:{accessKeyId:'local',secretAccessKey:'local'},maxAttempts:1}
const { FakeDynamoDB } = await import(L+'testkit/fake-dynamodb/index.ts')
const fake=new FakeDynamoDB()
for (const [name,c,st] of [['LOCAL',new DynamoDBClient(conf),new s.DynamoDBStreamsClient(conf)],['FAKE',fake.client({maxAttempts:1}),fake.streamsClient({maxAttempts:1})]]){
 console.log('=====',name)
 const t=await c.send(new CreateTableCommand({TableName:'probe-s',BillingMode:'PAY_PER_REQUEST',AttributeDefinitions:[{AttributeName:'pk',AttributeType:'S'}],KeySchema:[{AttributeName:'pk',KeyType:'HASH'}],StreamSpecification:{StreamEnabled:true,StreamViewType:'NEW_AND_OLD_IMAGES'}}))
 const arn=t.TableDescription.LatestStreamArn
 await c.send(new PutItemCommand({TableName:'probe-s',Item:{pk:{S:'a'},n:{N:'1'}}}))
 await c.send(new PutItemCommand({TableName:'probe-s',Item:{pk:{S:'a'},n:{N:'1'}}}))
 const d=await st.send(new s.DescribeStreamCommand({StreamArn:arn})); const {$metadata,...dd}=d; console.log(JSON.stringify(dd))
 const ShardId=d.StreamDescription.Shards[0].ShardId
 const it=await st.send(new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'TRIM_HORIZON'})); console.log(it.ShardIterator)
 const r=await st.send(new s.GetRecordsCommand({ShardIterator:it.ShardIterator})); console.log(JSON.stringify(r.Records), r.NextShardIterator?.slice(0,60))
 const seq=r.Records[0].dynamodb.SequenceNumber
 const tries={
  'describe unknown':new s.DescribeStreamCommand({StreamArn:arn.replace('probe-s','probe-x')}),
  'describe short':new s.DescribeStreamCommand({StreamArn:'x'}),
  'describe null':new s.DescribeStreamCommand({}),
  'describe limit 0':new s.DescribeStreamCommand({StreamArn:arn,Limit:0}),
  'describe limit 101':new s.DescribeStreamCommand({StreamArn:arn,Limit:101}),
  'describe after':new s.DescribeStreamCommand({StreamArn:arn,ExclusiveStartShardId:ShardId}),
  'iter unknown stream':new s.GetShardIteratorCommand({StreamArn:arn.replace('probe-s','probe-x'),ShardId,ShardIteratorType:'TRIM_HORIZON'}),
  'iter unknown shard':new s.GetShardIteratorCommand({StreamArn:arn,ShardId:'shardId-00000000000000000000-00000000',ShardIteratorType:'TRIM_HORIZON'}),
  'iter no type':new s.GetShardIteratorCommand({StreamArn:arn,ShardId}),
  'iter bad type':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'SOME'}),
  'iter at no seq':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'AT_SEQUENCE_NUMBER'}),
  'iter trim with seq':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'TRIM_HORIZON',SequenceNumber:seq}),
  'iter at bad seq':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'AT_SEQUENCE_NUMBER',SequenceNumber:'abcabcabcabcabcabcabcabc'}),
  'iter at low seq':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'AT_SEQUENCE_NUMBER',SequenceNumber:'000000000000000000000'}),
  'iter at high seq':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'AT_SEQUENCE_NUMBER',SequenceNumber:'999999999999999999999999999'}),
  'iter after last':new s.GetShardIteratorCommand({StreamArn:arn,ShardId,ShardIteratorType:'AFTER_SEQUENCE_NUMBER',SequenceNumber:seq}),
  'records bad':new s.GetRecordsCommand({ShardIterator:'bad'}),
  'records null':new s.GetRecordsCommand({}),
  'records limit 0':new s.GetRecordsCommand({ShardIterator:it.ShardIterator,Limit:0}),
  'records limit 1001':new s.GetRecordsCommand({ShardIterator:it.ShardIterator,Limit:1001}),
  'list':new s.ListStreamsCommand({}),
  'list unknown':new s.ListStreamsCommand({TableName:'unknown-t'}),
  'list bad start':new s.ListStreamsCommand({ExclusiveStartStreamArn:arn.replace('probe-s','probe-x')}),
  'list limit 0':new s.ListStreamsCommand({Limit:0}),
 }
 for(const [k,cmd] of Object.entries(tries)) try{ const {$metadata,...o}=await st.send(cmd); console.log(k,'->',JSON.stringify(o).slice(0,200)) }catch(e){console.log(k,'->',e.name,'|',e.message)}
 await c.send(new DeleteTableCommand({TableName:'probe-s'}))
 for(const [k,cmd] of [['describe deleted',new s.DescribeStreamCommand({StreamArn:arn})],['records deleted',new s.GetRecordsCommand({ShardIterator:it.ShardIterator})],['list deleted',new s.ListStreamsCommand({})]]) try{ const {$metadata,...o}=await st.send(cmd); console.log(k,'->',JSON.stringify(o).slice(0,600)) }catch(e){console.log(k,'->',e.name,'|',e.message)}
 c.destroy(); st.destroy()
}
