package macaw.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.k8s.ManagementPaths;
import macaw.k8s.SettingsCatalogue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The images' health check, run against something that answers where the service says it is ready, and nowhere else. */
class HealthCheckTest {
    static final List<String> SERVICES = SettingsCatalogue.SERVICES;

    private static final Path BASH = Path.of("/bin/bash");

    @ParameterizedTest
    @FieldSource("SERVICES")
    void aContainerIsHealthyWhileItsServiceSaysThatItIsReady(String service) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "there is no bash; the images' health check is not run");
        assertThat(healthy(service, 200)).isTrue();
        assertThat(healthy(service, 503)).isFalse();
    }

    private static boolean healthy(String service, int status) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String ready = ManagementPaths.of(service).ready();
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals(ready) ? status : 404, -1);
            exchange.close();
        });
        server.start();
        try {
            var check = new ProcessBuilder(
                            BASH.toString(),
                            ComposeFile.ROOT.resolve("containers/healthy").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            check.environment().put("MACAW_SERVICE", service);
            check.environment()
                    .put(
                            "MACAW_MANAGEMENT_PORT",
                            Integer.toString(server.getAddress().getPort()));
            return check.start().waitFor() == 0;
        } finally {
            server.stop(0);
        }
    }
}
