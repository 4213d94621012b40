/** GenerationService: decode, ask, encode. */
@NullMarked
package macaw.generator.grpc;

import org.jspecify.annotations.NullMarked;
