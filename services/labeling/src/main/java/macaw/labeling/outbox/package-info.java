/** The transactional outbox: what is recorded reaches its topic at least once, in order per id, through one dispatcher at a time. */
package macaw.labeling.outbox;
