/**
 * What flows between the stages: {@code Prompt → Rollout → ScoredRollout}. Plain immutable Java; a record refuses nonsense itself. Their
 * protobuf form is in {@link macaw.records.wire}, for adapters only.
 */
package macaw.records;
