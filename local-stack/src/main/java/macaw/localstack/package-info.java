/**
 * The whole of Macaw on one machine: a real Kafka broker, a real PostgreSQL and the four services, each a process of its own, bound to
 * the loopback interface, with everything it writes in one state directory.
 */
@NullMarked
package macaw.localstack;

import org.jspecify.annotations.NullMarked;
