/** The generator, as the policies that outputs are asked of. */
package macaw.labeling.outputs.grpc;
