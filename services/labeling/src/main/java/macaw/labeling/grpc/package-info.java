/** {@code LabelingService} over gRPC: decode, call, encode. */
package macaw.labeling.grpc;
