-- The group of each text, in whichever project its first prompt was, and so the split that the text is in for ever. Texts are told apart by
-- their SHA-256 without white space around them and with \n for every line end, as TextKey has it. Briefs are no such texts.
create table prompt_text (
    namespace   text not null,
    text_sha256 text not null,
    group_name  text not null,
    primary key (namespace, text_sha256),
    foreign key (namespace, group_name) references prompt_group
);

-- Texts that are in two splits already stay there, and are from now on those of their first prompt's split.
insert into prompt_text (namespace, text_sha256, group_name)
select distinct on (k.namespace, k.text_sha256) k.namespace, k.text_sha256, k.group_name
from (
    select p.namespace, p.group_name, t.position,
           encode(sha256(convert_to(btrim(
               replace(replace(p.text, E'\r\n', E'\n'), E'\r', E'\n'),
               E' \t\n\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000'
           ), 'UTF8')), 'hex') as text_sha256
    from prompt p
    join project j on j.namespace = p.namespace and j.name = p.project
    join task t on t.namespace = p.namespace and t.project = p.project and t.prompt_id = p.id
    where j.kind <> 'PROMPT'
) k
order by k.namespace, k.text_sha256, k.position;
