-- Where each labeler's search for work begins: before it lies nothing that they might be given. Only a hint, and read as one: a search that finds
-- nothing behind it starts over. So what a labeler has done already is read once and not before every task.
create table task_cursor (
    namespace  text not null,
    project    text not null,
    labeler_id uuid not null,
    position   bigint not null,
    primary key (namespace, project, labeler_id),
    foreign key (namespace, project) references project,
    foreign key (namespace, labeler_id) references labeler
);

-- whose group a prompt is in: nobody judges a prompt whose group they wrote an answer for
create index prompt_of_group on prompt (namespace, group_name);

-- what a labeler is to do again
create index submission_sent_back on submission (namespace, labeler_id) where state = 'SENT_BACK';

-- handing a task out changes its row and no index: room on the page keeps it there
alter table task set (fillfactor = 80);
alter table lease set (fillfactor = 90);

-- Collecting a project's outputs. Whoever works on one that runs holds an advisory lock on its id.
create table collection (
    namespace     text not null,
    id            uuid not null,
    project       text not null,
    seed          bigint not null,
    state         text not null check (state in ('RUNNING', 'DONE', 'STOPPED', 'FAILED')),
    -- of failed ones
    code          text,
    message       text not null default '',
    prompts_done  integer not null,
    prompts_total integer not null,
    outputs       integer not null,
    prompts_short integer not null,
    failed        integer not null,
    started_at    timestamptz not null,
    ended_at      timestamptz,
    primary key (namespace, id),
    foreign key (namespace, project) references project,
    check ((state = 'FAILED') = (code is not null)),
    check ((state = 'RUNNING') = (ended_at is null))
);
create unique index collection_running on collection (namespace, project) where state = 'RUNNING';
create index collection_latest on collection (namespace, project, started_at desc);

-- What collecting a task's outputs came to: as many distinct ones as were wanted, fewer after so many tries, or none and why.
create table collected (
    namespace text not null,
    task_id   uuid not null,
    tries     integer not null,
    outputs   integer not null,
    wanted    integer not null,
    -- a code; the task waits for the next collection
    failure   text,
    primary key (namespace, task_id),
    foreign key (namespace, task_id) references task
);
create index collected_short on collected (namespace, task_id) where outputs < wanted;
