package macaw.localstack;

/**
 * Where one service listens, on the loopback interface.
 *
 * @param http port of REST, pages and gRPC
 * @param management port of health and metrics
 */
public record Address(int http, int management) {

    /** {@code http://127.0.0.1:port}, for REST and pages. */
    public String url() {
        return "http://127.0.0.1:" + http;
    }

    /** {@code 127.0.0.1:port}, for gRPC. */
    public String grpc() {
        return "127.0.0.1:" + http;
    }

    /** {@code http://127.0.0.1:port}, for {@code /q/health} and {@code /q/metrics}. */
    public String managementUrl() {
        return "http://127.0.0.1:" + management;
    }
}
