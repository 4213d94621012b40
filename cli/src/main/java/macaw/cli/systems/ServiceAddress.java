package macaw.cli.systems;

import macaw.localstack.Address;
import macaw.localstack.Readiness;

/**
 * Where one service answers.
 *
 * @param grpc {@code host:port} of gRPC
 * @param url {@code http://host:port} of REST and pages
 * @param managementUrl {@code http://host:port} of health and metrics
 */
public record ServiceAddress(String grpc, String url, String managementUrl) {

    public static ServiceAddress of(Address local) {
        return new ServiceAddress(local.grpc(), local.url(), local.managementUrl());
    }

    /** The service's own word. */
    public boolean ready() {
        return new Readiness(managementUrl).holds();
    }

    /** One host, a public port and a management port. */
    public static ServiceAddress of(String host, int http, int management) {
        return new ServiceAddress(
                host + ":" + http, "http://" + host + ":" + http, "http://" + host + ":" + management);
    }
}
