-- What a labeler does beside handing work in: drafts, tasks passed over, prompts marked for a lead, questions to a lead.

-- What a labeler has typed for a task and not handed in. json and not jsonb: it is kept as it was typed, even with a character that a
-- submission would refuse and that jsonb cannot hold.
create table draft (
    namespace  text not null,
    task_id    uuid not null,
    labeler_id uuid not null,
    content    json not null,
    saved_at   timestamptz not null,
    primary key (namespace, task_id, labeler_id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler
);

-- The labeler is never handed the task again.
create table skip (
    namespace  text not null,
    task_id    uuid not null,
    labeler_id uuid not null,
    reason     text not null check (reason in ('UNCLEAR', 'TOO_HARD', 'LANGUAGE', 'SENSITIVE', 'OTHER')),
    comment    text not null,
    skipped_at timestamptz not null,
    primary key (namespace, task_id, labeler_id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler
);

-- Something is wrong with a prompt. While a flag of HARMFUL or PRIVATE_DATA is open, its task is handed out to nobody.
create table flag (
    namespace          text not null,
    id                 uuid not null,
    task_id            uuid not null,
    labeler_id         uuid not null,
    kind               text not null check (kind in ('UNCLEAR', 'HARMFUL', 'PRIVATE_DATA')),
    comment            text not null,
    flagged_at         timestamptz not null,
    resolution         text check (resolution in ('KEEP', 'WITHDRAW_PROMPT')),
    resolution_comment text,
    resolved_by        text,
    resolved_at        timestamptz,
    primary key (namespace, id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler,
    constraint flag_resolution check ((resolution is null) = (resolved_at is null))
);
create unique index flag_open on flag (namespace, task_id, labeler_id, kind) where resolved_at is null;
create index flag_stops on flag (namespace, task_id) where resolved_at is null and kind in ('HARMFUL', 'PRIVATE_DATA');

-- A labeler's question to the lead about a task.
create table inquiry (
    namespace   text not null,
    id          uuid not null,
    task_id     uuid not null,
    labeler_id  uuid not null,
    text        text not null check (text <> ''),
    asked_at    timestamptz not null,
    answer      text,
    answered_by text,
    answered_at timestamptz,
    primary key (namespace, id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler,
    constraint inquiry_answer check ((answer is null) = (answered_at is null))
);
create index inquiry_labeler on inquiry (namespace, labeler_id, asked_at);
create index inquiry_task on inquiry (namespace, task_id);

create index submission_labeler_time on submission (namespace, labeler_id, submitted_at);
