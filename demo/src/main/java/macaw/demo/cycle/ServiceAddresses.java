package macaw.demo.cycle;

/**
 * Where the four services listen for gRPC, and the key that is presented to them.
 *
 * @param labeling host:port, as the other three
 * @param operatorKey a key with the role operator
 */
public record ServiceAddresses(String labeling, String generator, String reward, String trainer, String operatorKey) {}
