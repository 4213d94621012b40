-- The life of a submission: reviews, revisions, conflicts that are kept, adjudication, withdrawal of labelers and prompts.

-- A key that was used once means that content for ever, whatever became of the submission since.
create table submission_key (
    namespace       text not null,
    labeler_id      uuid not null,
    idempotency_key text not null,
    submission_id   uuid not null,
    fingerprint     text not null,
    primary key (namespace, labeler_id, idempotency_key),
    foreign key (namespace, submission_id) references submission
);
insert into submission_key (namespace, labeler_id, idempotency_key, submission_id, fingerprint)
select namespace, labeler_id, idempotency_key, id, fingerprint from submission;
alter table submission drop constraint submission_idempotency;

-- Work that conflicts with other work of its labeler is kept beside it; an adjudication is nobody's labeling.
alter table submission drop constraint submission_once_a_task;
create unique index submission_once_a_task on submission (namespace, task_id, labeler_id)
    where cause is distinct from 'CONFLICT' and not adjudication;
create unique index submission_conflict_once on submission (namespace, task_id, labeler_id, fingerprint)
    where cause = 'CONFLICT';
create unique index submission_adjudication on submission (namespace, task_id)
    where adjudication and state = 'COUNTING';

-- when the current content came, where it is not the first
alter table submission add column revised_at timestamptz;

-- What a submission said before it was revised.
create table submission_revision (
    namespace          text not null,
    submission_id      uuid not null,
    -- the submission's revision when this content was replaced
    revision           bigint not null,
    content            jsonb not null,
    fingerprint        text not null,
    comment            text not null,
    state              text not null,
    cause              text,
    -- spent on it and on what was before it
    duration_millis    integer not null,
    guidelines_version integer not null,
    form_version       text,
    recorded_at        timestamptz not null,
    replaced_at        timestamptz not null,
    primary key (namespace, submission_id, revision),
    foreign key (namespace, submission_id) references submission
);

-- Who decided what about a submission or a task; lines are only ever added.
create table review (
    namespace     text not null,
    id            bigint generated always as identity,
    task_id       uuid not null,
    -- null where the decision is about the task alone
    submission_id uuid,
    action        text not null
        check (action in ('SEND_BACK', 'EXCLUDE', 'COUNT', 'ADJUDICATE', 'WITHDRAW', 'CLOSE', 'REOPEN')),
    -- who to access control
    reviewer      text not null,
    comment       text not null,
    -- the submission's afterwards
    state         text,
    revision      bigint,
    decided_at    timestamptz not null,
    primary key (namespace, id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, submission_id) references submission
);
create index review_submission on review (namespace, submission_id, id);
create index review_task on review (namespace, task_id, id);

alter table labeler
    -- a withdrawn labeler works no more and is left out of later snapshots
    add column withdrawn_at      timestamptz,
    add column withdrawal_reason text;

-- What was taken back for good; later snapshots leave it out and say so.
create table tombstone (
    namespace    text not null,
    kind         text not null check (kind in ('LABELER', 'PROMPT', 'SUBMISSION')),
    -- empty for labelers, who work in every project
    project      text not null,
    -- a labeler's pseudonym, a prompt's id in its project, a submission's id
    id           text not null,
    reason       text not null,
    withdrawn_at timestamptz not null,
    primary key (namespace, kind, project, id)
);
insert into tombstone (namespace, kind, project, id, reason, withdrawn_at)
select s.namespace, 'SUBMISSION', t.project, s.id::text, coalesce(s.withdrawal_reason, ''), s.withdrawn_at
from submission s join task t on t.namespace = s.namespace and t.id = s.task_id
where s.state = 'WITHDRAWN' and s.withdrawn_at is not null;
