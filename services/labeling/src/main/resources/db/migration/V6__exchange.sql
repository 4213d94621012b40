-- Snapshots with more filters than splits, and labels that came from elsewhere.

alter table snapshot
    -- empty lets everything through
    add column categories      text[] not null default '{}',
    add column languages       text[] not null default '{}',
    add column sources         text[] not null default '{}',
    -- pseudonyms
    add column labelers        text[] not null default '{}',
    add column simulated       text not null default 'INCLUDE' check (simulated in ('INCLUDE', 'EXCLUDE')),
    add column submitted_from  timestamptz,
    add column submitted_until timestamptz,
    add column adjudicated     text not null default 'ALL' check (adjudicated in ('ALL', 'PREFER')),
    -- version of the lines' keys
    add column line_schema     integer not null default 1,
    -- what is in it, counted; null where it was not counted when it was taken
    add column summary         jsonb;

-- A labeler who is known from imported work alone: no account, no key; the subject is imported:PSEUDONYM.
alter table labeler add column imported boolean not null default false;

-- An output has its draws, or says where else it came from.
alter table output add column imported_from text not null default '';

-- Imported comparisons may come without ratings.
alter table judgement alter column overall drop not null;
