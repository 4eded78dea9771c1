// For the tests, which must use the same copy of CDK's classes. CDK is installed only in this folder.
export { App, Stack, Validations } from 'aws-cdk-lib';
export { Bucket } from 'aws-cdk-lib/aws-s3';
