/** What is in the topics, and making those that are missing. */
@NullMarked
package macaw.cli.topics;

import org.jspecify.annotations.NullMarked;
