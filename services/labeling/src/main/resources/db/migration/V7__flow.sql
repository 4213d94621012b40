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
