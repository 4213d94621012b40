/** The same operations over gRPC, by the services of labeling's proto files: decode, call, encode. */
package macaw.labeling.grpc;
