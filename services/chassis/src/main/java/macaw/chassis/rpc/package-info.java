/** Being called, and calling other services, over gRPC. */
@NullMarked
package macaw.chassis.rpc;

import org.jspecify.annotations.NullMarked;
