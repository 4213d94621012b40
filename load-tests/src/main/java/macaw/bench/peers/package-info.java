/** Macaw beside what people use today: peer and product take turns within one run, so that what is compared was measured in the same minutes. */
@NullMarked
package macaw.bench.peers;

import org.jspecify.annotations.NullMarked;
