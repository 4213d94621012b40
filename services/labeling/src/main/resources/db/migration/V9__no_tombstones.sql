-- Nothing reads it: what was taken back says so itself, in submission.state, prompt.withdrawn_at and labeler.withdrawn_at, which every snapshot
-- and every import looks at.
drop table tombstone;
