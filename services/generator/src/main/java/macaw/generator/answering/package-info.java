/** What a request asks for, turned into sequences and back into text or a rollout. */
@NullMarked
package macaw.generator.answering;

import org.jspecify.annotations.NullMarked;
