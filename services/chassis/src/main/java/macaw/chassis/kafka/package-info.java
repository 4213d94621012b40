/**
 * Kafka as the services use it: at least once, in plain kafka-clients. A {@link macaw.chassis.kafka.Worker} polls, decodes, hands over and
 * commits what is finished; a {@link macaw.chassis.kafka.TopicFollower} reads a compacted topic from its beginning; an
 * {@link macaw.chassis.kafka.AckedProducer} completes when every replica in sync has the record. Nobody here knows what the bytes mean.
 */
@NullMarked
package macaw.chassis.kafka;

import org.jspecify.annotations.NullMarked;
