/** Access on gRPC: a method says which roles may call it; one that says nothing is refused. */
@NullMarked
package macaw.chassis.access.grpc;

import org.jspecify.annotations.NullMarked;
