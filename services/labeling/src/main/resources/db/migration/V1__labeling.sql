-- People's judgement. Every table belongs to a namespace; ids that callers choose are unique within it.

create table form (
    namespace text not null,
    version   text not null,
    questions jsonb not null,
    primary key (namespace, version)
);

create table project (
    namespace    text not null,
    name         text not null,
    kind         text not null check (kind in ('DEMONSTRATION', 'COMPARISON')),
    overlap      integer not null check (overlap >= 1),
    guidelines   text not null,
    -- comparisons only
    k            integer check (k between 2 and 9),
    policies     text[],
    sampling     jsonb,
    form_version text,
    created_at   timestamptz not null default now(),
    primary key (namespace, name),
    check (kind = 'DEMONSTRATION'
           or (k is not null and policies is not null and sampling is not null and form_version is not null))
);

-- A group's split is fixed by its first prompt, in whichever project, and for ever.
create table prompt_group (
    namespace text not null,
    name      text not null,
    split     text not null check (split in ('TRAIN', 'VALIDATION', 'TEST')),
    primary key (namespace, name)
);

create table prompt (
    namespace  text not null,
    project    text not null,
    id         text not null,
    text       text not null check (text <> ''),
    category   text not null,
    source     text not null,
    group_name text not null,
    added_at   timestamptz not null default now(),
    primary key (namespace, project, id),
    foreign key (namespace, project) references project,
    foreign key (namespace, group_name) references prompt_group
);

create table task (
    namespace      text not null,
    id             uuid not null,
    position       bigint generated always as identity,
    project        text not null,
    prompt_id      text not null,
    -- COLLECTING waits for outputs, SET_ASIDE got too few of them to be ranked
    state          text not null check (state in ('COLLECTING', 'SET_ASIDE', 'OPEN', 'DONE')),
    -- when a place is free; kept by whoever holds the row's lock, so that a search for work reads one column
    available_from timestamptz not null default '-infinity',
    primary key (namespace, id),
    unique (namespace, project, prompt_id),
    foreign key (namespace, project, prompt_id) references prompt
);
create index task_open on task (namespace, project, position) where state = 'OPEN';

create table output (
    namespace text not null,
    id        uuid not null,
    task_id   uuid not null,
    position  integer not null,
    text      text not null,
    primary key (namespace, id),
    unique (namespace, task_id, position),
    foreign key (namespace, task_id) references task
);

-- Each draw that gave the output's text: the same version, prompt, sampling, seed and sample give it again.
create table draw (
    namespace         text not null,
    output_id         uuid not null,
    position          integer not null,
    policy_namespace  text not null,
    policy_name       text not null,
    policy_number     bigint not null check (policy_number >= 1),
    policy_manifest   text not null,
    finish_reason     text not null,
    seed              bigint not null,
    sample            integer not null,
    primary key (namespace, output_id, position),
    foreign key (namespace, output_id) references output
);

create table labeler (
    namespace     text not null,
    id            uuid not null unique,
    subject       text not null,
    name          text not null,
    pseudonym     text not null,
    simulated     boolean not null,
    key_sha256    text unique,
    registered_at timestamptz not null default now(),
    primary key (namespace, id),
    unique (namespace, subject),
    unique (namespace, pseudonym)
);

create table lease (
    namespace  text not null,
    id         uuid not null,
    task_id    uuid not null,
    labeler_id uuid not null,
    expires_at timestamptz not null,
    state      text not null check (state in ('HELD', 'EXPIRED', 'USED')),
    primary key (namespace, id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler
);
create index lease_task on lease (namespace, task_id);
create unique index lease_held on lease (namespace, labeler_id, task_id) where state = 'HELD';

create table submission (
    namespace         text not null,
    id                uuid not null,
    task_id           uuid not null,
    labeler_id        uuid not null,
    lease_id          uuid not null,
    idempotency_key   text not null,
    fingerprint       text not null,
    shown_order       uuid[] not null,
    duration_millis   integer not null check (duration_millis >= 0),
    submitted_at      timestamptz not null,
    state             text not null check (state in ('COUNTING', 'SURPLUS', 'WITHDRAWN')),
    revision          bigint not null,
    -- demonstrations only
    response          text,
    withdrawn_at      timestamptz,
    withdrawal_reason text,
    primary key (namespace, id),
    constraint submission_once_a_task unique (namespace, task_id, labeler_id),
    constraint submission_idempotency unique (namespace, labeler_id, idempotency_key),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler,
    foreign key (namespace, lease_id) references lease
);

-- What a comparison says of one output.
create table judgement (
    namespace     text not null,
    submission_id uuid not null,
    output_id     uuid not null,
    overall       smallint not null check (overall between 1 and 7),
    -- question id to YES or NO; a question that was not answered is absent
    answers       jsonb not null,
    -- 0 for the best; ties share it
    rank          smallint not null check (rank >= 0),
    primary key (namespace, submission_id, output_id),
    foreign key (namespace, submission_id) references submission,
    foreign key (namespace, output_id) references output
);

create table outbox (
    sequence    bigint generated always as identity primary key,
    namespace   text not null,
    topic       text not null,
    key         text not null,
    revision    bigint not null,
    -- null is a tombstone
    value       bytea,
    recorded_at timestamptz not null default now()
);

create table snapshot (
    namespace  text not null,
    id         text not null,
    project    text not null,
    splits     text[] not null,
    records    bigint not null,
    sha256     text not null,
    created_at timestamptz not null,
    primary key (namespace, id),
    foreign key (namespace, project) references project
);

create table snapshot_line (
    namespace   text not null,
    snapshot_id text not null,
    position    bigint not null,
    line        text not null,
    primary key (namespace, snapshot_id, position),
    foreign key (namespace, snapshot_id) references snapshot
);
