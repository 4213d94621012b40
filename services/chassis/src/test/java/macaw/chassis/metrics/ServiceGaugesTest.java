package macaw.chassis.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.file.Path;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(TestKeys.class)
class ServiceGaugesTest {
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @TestHTTPResource
    URI address;

    @Test
    void aServiceShowsItsVersionItsMemoryAndItsDisk() {
        String page = scrape();
        assertThat(page).containsPattern("macaw_build\\{version=\"[^\"]+\"\\} 1\\.0");
        assertThat(page).containsPattern("macaw_process_resident_bytes [1-9]");
        assertThat(page).containsPattern("macaw_disk_free_bytes\\{directory=\"state\"\\} [1-9]");
        assertThat(page).doesNotContain("directory=\"store\"");
        assertThat(page).contains("macaw_broker_up ", "macaw_ready ");
    }

    @Test
    void routesHaveAFewBucketsOfLatency() {
        RestAssured.get(address.resolve("/v1/operators"));
        assertThat(scrape().lines().filter(line -> line.startsWith("http_server_requests_seconds_bucket{")))
                .isNotEmpty()
                .anyMatch(line -> line.contains("le=\"0.25\""))
                .allMatch(line -> line.contains("le="));
    }

    @Test
    void aDirectoryThatIsNotThereHasNoNumber(@TempDir Path directory) {
        var meters = new SimpleMeterRegistry();
        DiskSpace.show(meters, "here", directory);
        DiskSpace.show(meters, "gone", directory.resolve("gone"));
        assertThat(free(meters, "here")).isPositive();
        assertThat(free(meters, "gone")).isNaN();
    }

    @Test
    void theSystemsLineIsReadAsBytes() {
        assertThat(ResidentMemory.bytes("VmRSS:\t   1234 kB")).isEqualTo(1234 * 1024);
    }

    private String scrape() {
        return RestAssured.get(metrics).asString();
    }

    private static double free(MeterRegistry meters, String name) {
        return meters.get("macaw.disk.free.bytes")
                .tag("directory", name)
                .gauge()
                .value();
    }
}
