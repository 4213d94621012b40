/** Kafka, as the topics that the outbox is emptied into. */
package macaw.labeling.kafka;
