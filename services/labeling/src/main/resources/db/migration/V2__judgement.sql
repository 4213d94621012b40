-- What a labeling operation of more than a demonstration needs: work that is sent back, revised or excluded, guidelines and forms with
-- versions, projects that are paused or open to some only, prompts that are written by labelers or that not everybody wants to read.

alter table project drop constraint project_kind_check;
alter table project add constraint project_kind_check check (kind in ('PROMPT', 'DEMONSTRATION', 'COMPARISON'));
alter table project drop constraint project_check;
alter table project add constraint project_comparisons check (
    kind <> 'COMPARISON'
    or (k is not null and policies is not null and sampling is not null and form_version is not null));
alter table project
    add column state               text not null default 'RUNNING' check (state in ('RUNNING', 'PAUSED', 'CLOSED')),
    add column guidelines_version  integer not null default 1 check (guidelines_version >= 1),
    -- false: only members work on it
    add column everyone            boolean not null default true,
    add column gold_share          double precision not null default 0 check (gold_share >= 0 and gold_share < 1),
    add column screening_tasks     integer not null default 0 check (screening_tasks >= 0),
    add column screening_threshold double precision not null default 0.75 check (screening_threshold between 0 and 1);

-- Every text that labelers were ever shown as a project's guidelines; project.guidelines is the current one.
create table guidelines (
    namespace   text not null,
    project     text not null,
    version     integer not null check (version >= 1),
    text        text not null,
    recorded_at timestamptz not null default now(),
    primary key (namespace, project, version),
    foreign key (namespace, project) references project
);
insert into guidelines (namespace, project, version, text) select namespace, name, 1, guidelines from project;

create table project_member (
    namespace  text not null,
    project    text not null,
    labeler_id uuid not null,
    primary key (namespace, project, labeler_id),
    foreign key (namespace, project) references project,
    foreign key (namespace, labeler_id) references labeler
);

alter table labeler add column sensitive_opt_out boolean not null default false;

alter table prompt
    -- BCP 47, or empty
    add column language          text not null default '',
    add column sensitive         boolean not null default false,
    -- what is said of a sensitive prompt before it is shown
    add column content_warning   text not null default '',
    -- a withdrawn prompt is handed out no more and left out of later snapshots
    add column withdrawn_at      timestamptz,
    add column withdrawal_reason text;

-- nothing of a closed task can be changed any more
alter table task add column closed_at timestamptz;

-- What the labeler had before them: the versions of a lease are those of its submission.
alter table lease
    add column guidelines_version integer not null default 1,
    add column form_version       text;
update lease l set form_version = p.form_version
from task t join project p on p.namespace = t.namespace and p.name = t.project
where t.namespace = l.namespace and t.id = l.task_id;

alter table submission drop constraint submission_state_check;
alter table submission
    add constraint submission_state_check
        check (state in ('COUNTING', 'SENT_BACK', 'SURPLUS', 'EXCLUDED', 'WITHDRAWN')),
    -- of excluded ones only
    add column cause              text check (cause in ('REVIEW', 'SCREENING', 'GOLD', 'CONFLICT')),
    add constraint submission_cause check ((state = 'EXCLUDED') = (cause is not null)),
    add column guidelines_version integer not null default 1,
    add column form_version       text,
    -- the labeler's own; may be empty
    add column comment            text not null default '',
    -- a reviewer's own judgement of the task; takes no place
    add column adjudication       boolean not null default false,
    -- prompts only: PLAIN, FEW_SHOT or USE_CASE, and the examples of a few-shot prompt; response holds the text
    add column style              text check (style in ('PLAIN', 'FEW_SHOT', 'USE_CASE')),
    add column examples           jsonb;
update submission s set form_version = p.form_version
from task t join project p on p.namespace = t.namespace and p.name = t.project
where t.namespace = s.namespace and t.id = s.task_id;
