/** Asks a broker for its topics, makes those that are missing, and how a client gets in. */
@NullMarked
package macaw.topics.kafka;

import org.jspecify.annotations.NullMarked;
