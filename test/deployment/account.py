"""Starts ministack, with what it lacks for the stacks of this project. docs/deploy.md lists it."""

import os
import pathlib

from ministack.app import main
from ministack.services import apigateway, dynamodb, s3
from ministack.services.cloudformation import provisioners

handlers = provisioners._RESOURCE_HANDLERS

# While this file exists, each deployment fails at a resource of this type, after the update of the function.
FAILING_TYPE = "AWS::Lambda::Alias"
FAIL = pathlib.Path(os.environ["FAIL_FILE"])


def make_nothing(logical_id, _properties, stack_name):
    physical_id = f"{stack_name}-{logical_id}"
    return physical_id, {"Arn": f"arn:aws:none:::{physical_id}"}


def delete_nothing(_physical_id, _properties):
    return None


def wrap(resource_type, action, wrapper):
    handlers[resource_type][action] = wrapper(handlers[resource_type][action])


# ministack has no provisioner for these types. They are accepted, but nothing is created.
for resource_type in [
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Logs::QueryDefinition",
    "AWS::IAM::OIDCProvider",
]:
    handlers.setdefault(resource_type, {"create": make_nothing, "delete": delete_nothing})


def without_metric_math(make):
    """Alarms on metric math are not supported."""
    return lambda logical_id, properties, *rest: (
        make_nothing(logical_id, properties, "alarm") if "Metrics" in properties else make(logical_id, properties, *rest)
    )


def without_metric_math_deletion(delete):
    return lambda physical_id, properties, *rest: None if "Metrics" in properties else delete(physical_id, properties, *rest)


def without_metric_math_update(update):
    return lambda physical_id, old, new, *rest: (
        (physical_id, {"Arn": f"arn:aws:none:::{physical_id}"}) if "Metrics" in new else update(physical_id, old, new, *rest)
    )


wrap("AWS::CloudWatch::Alarm", "create", without_metric_math)
wrap("AWS::CloudWatch::Alarm", "update", without_metric_math_update)
wrap("AWS::CloudWatch::Alarm", "delete", without_metric_math_deletion)


def with_provider(make):
    """A user pool has no attributes for its issuer."""

    def make_pool(*arguments):
        pool_id, attributes = make(*arguments)
        name = f"cognito-idp.us-east-1.amazonaws.com/{pool_id}"
        return pool_id, {"ProviderName": name, "ProviderURL": f"https://{name}", **attributes}

    return make_pool


wrap("AWS::Cognito::UserPool", "create", with_provider)


def with_tags(make):
    """A bucket from a template has no tags. CDK's function empties only a bucket with its tag."""

    def make_bucket(logical_id, properties, *rest):
        name, attributes = make(logical_id, properties, *rest)
        s3._bucket_tags[name] = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
        return name, attributes

    return make_bucket


wrap("AWS::S3::Bucket", "create", with_tags)


def keeping_the_table(update):
    """An update takes a table for renamed, if the template does not name it."""
    return lambda physical_id, old, new, *rest: update(
        physical_id, {**old, "TableName": physical_id}, {**new, "TableName": physical_id}, *rest
    )


wrap("AWS::DynamoDB::GlobalTable", "update", keeping_the_table)


def failing(make):
    def make_or_fail(*arguments):
        if FAIL.exists():
            raise ValueError("this update fails on purpose")
        return make(*arguments)

    return make_or_fail


for action in ["create", "update"]:
    if action in handlers[FAILING_TYPE]:
        wrap(FAILING_TYPE, action, failing)

describe = dynamodb._table_description


def describe_with_active_indexes(name):
    """Indexes of a table from a template have no status."""
    description = describe(name)
    for index in description.get("GlobalSecondaryIndexes") or []:
        index.setdefault("IndexStatus", "ACTIVE")
    return description


dynamodb._table_description = describe_with_active_indexes

unauthorized = apigateway._jwt_unauthorized


def unauthorized_with_scheme(*arguments):
    """A 401 of the gateway does not name the scheme."""
    status, headers, body = unauthorized(*arguments)
    return status, {**headers, "WWW-Authenticate": "Bearer"}, body


apigateway._jwt_unauthorized = unauthorized_with_scheme

handle_request = apigateway._handle_execute_in_scope
invoke = apigateway._invoke_lambda_proxy


async def handle_every_method(api_id, stage, path, method, *rest, **options):
    """The gateway answers OPTIONS itself, which AWS does only for an API with CORS. It does not know the method in lower case."""
    known = "options" if method == "OPTIONS" else method
    return await handle_request(api_id, stage, path, known, *rest, **options)


async def invoke_with_method(integration, api_id, stage, path, method, *rest, **options):
    return await invoke(integration, api_id, stage, path, method.upper(), *rest, **options)


apigateway._handle_execute_in_scope = handle_every_method
apigateway._invoke_lambda_proxy = invoke_with_method
main()
