-- V3 took the last index that all submissions of a task are in: what is there now leaves adjudications and kept conflicts out.
create index submission_task on submission (namespace, task_id, labeler_id);

-- the same as submission_labeler_time
drop index submission_hours;
