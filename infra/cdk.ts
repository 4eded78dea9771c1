// For the tests: CDK is installed in this folder, and they must use the same copy of its classes.
export { App, Stack, Validations } from 'aws-cdk-lib';
export { Bucket } from 'aws-cdk-lib/aws-s3';
