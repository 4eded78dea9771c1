import json
import os

from python_client.api.tasks import create_task, delete_task, list_tasks, patch_task, read_task
from python_client.client import AuthenticatedClient
from python_client.models import (
    ListTasksStatusItem,
    ProblemDetails,
    Task,
    TaskConflict,
    TaskInput,
    TaskPage,
    TaskPatch,
    TaskPatchStatusType1,
)

mark = os.environ["MARK"]
client = AuthenticatedClient(base_url=os.environ["BASE_URL"], token=os.environ["TOKEN"])

created = create_task.sync_detailed(client=client, body=TaskInput(title=mark, tags=[mark, "a, b"]))
assert isinstance(created.parsed, Task)
id = created.parsed.id
read = read_task.sync_detailed(id, client=client)
assert isinstance(read.parsed, Task)
listed = list_tasks.sync(client=client, tags=[mark, "none"], status=[ListTasksStatusItem.OPEN, ListTasksStatusItem.DONE])
assert isinstance(listed, TaskPage)
patched = patch_task.sync_detailed(id, client=client, if_match='"1"', body=TaskPatch(status=TaskPatchStatusType1.DONE))
assert isinstance(patched.parsed, Task)
conflict = patch_task.sync_detailed(id, client=client, if_match='"1"', body=TaskPatch(status=TaskPatchStatusType1.OPEN))
assert isinstance(conflict.parsed, TaskConflict)
deleted = delete_task.sync_detailed(id, client=client)
gone = read_task.sync_detailed(id, client=client)
assert isinstance(gone.parsed, ProblemDetails)

print(
    json.dumps(
        {
            "created": [created.status_code, created.parsed.status],
            "read": [read.status_code, read.parsed.title],
            "listed": [item.id == id for item in listed.items],
            "patched": [patched.status_code, patched.parsed.version],
            "conflict": [conflict.status_code, conflict.parsed.to_dict()],
            "deleted": deleted.status_code,
            "gone": [gone.status_code, gone.parsed.to_dict()],
        }
    )
)
