import json
import os

from openapi_generator import ApiClient, Configuration, TaskInput, TaskPatch, TasksApi
from openapi_generator.exceptions import ApiException

mark = os.environ["MARK"]
api = TasksApi(ApiClient(Configuration(host=os.environ["BASE_URL"], access_token=os.environ["TOKEN"])))


def refusal(call):
    try:
        call()
    except ApiException as error:
        return error
    raise AssertionError("nothing was refused")


created = api.create_task_with_http_info(TaskInput(title=mark, tags=[mark, "a, b"]))
id = created.data.id
read = api.read_task_with_http_info(id)
page = api.list_tasks(tags=[mark, "none"], status=["open", "done"]).actual_instance
assert page is not None
patched = api.patch_task_with_http_info(id, TaskPatch(status="done"), if_match='"1"')
conflict = refusal(lambda: api.patch_task(id, TaskPatch(status="open"), if_match='"1"'))
deleted = api.delete_task_with_http_info(id)
gone = refusal(lambda: api.read_task(id))

print(
    json.dumps(
        {
            "created": [created.status_code, created.data.status],
            "read": [read.status_code, read.data.title],
            "listed": [item.id == id for item in page.items],
            "patched": [patched.status_code, patched.data.version],
            "conflict": [conflict.status, conflict.data.to_dict()],
            "deleted": deleted.status_code,
            "gone": [gone.status, gone.data.to_dict()],
        }
    )
)
