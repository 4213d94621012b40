-- Projects as leads run them: tasks whose answer is known, labelers who are tried by them, tasks that are meant for somebody.

-- A gold task is done by everybody, once, and fills no place. True while a row of gold is there; kept beside it so that a search for work
-- reads one table.
alter table task add column gold boolean not null default false;

create table gold (
    namespace  text not null,
    task_id    uuid not null,
    -- groups of output ids, best first
    ranking    jsonb not null,
    -- what is expected of each output; null where nobody said
    ratings    jsonb,
    note       text not null,
    created_by text not null,
    created_at timestamptz not null,
    primary key (namespace, task_id),
    foreign key (namespace, task_id) references task
);
create index task_gold on task (namespace, project) where gold;

-- Screening is passed once: the labeler's work counts from then on.
create table screening_passed (
    namespace  text not null,
    project    text not null,
    labeler_id uuid not null,
    passed_at  timestamptz not null,
    -- gold tasks done by then, and the share of their pairs that agreed
    tasks      integer not null,
    agreement  double precision not null,
    primary key (namespace, project, labeler_id),
    foreign key (namespace, project) references project,
    foreign key (namespace, labeler_id) references labeler
);

-- A place of the task is kept for the labeler until they hand it in or the row is taken away.
create table assignment (
    namespace   text not null,
    task_id     uuid not null,
    labeler_id  uuid not null,
    assigned_by text not null,
    assigned_at timestamptz not null,
    primary key (namespace, task_id, labeler_id),
    foreign key (namespace, task_id) references task,
    foreign key (namespace, labeler_id) references labeler
);
create index assignment_labeler on assignment (namespace, labeler_id);

-- what a labeler did, for a project's figures and for pay
create index submission_hours on submission (namespace, labeler_id, submitted_at);
