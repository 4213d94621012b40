/** The one list of topics, and what a broker's topics lack of it. Plain Java; {@code macaw.topics.kafka} asks the broker. */
@NullMarked
package macaw.topics;

import org.jspecify.annotations.NullMarked;
