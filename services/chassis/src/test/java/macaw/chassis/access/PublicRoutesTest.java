package macaw.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PublicRoutesTest {
    @Test
    void theListIsTheDesignsAndNoLonger() {
        assertThat(PublicRoutes.shipped().routes())
                .extracting(route -> route.method() + " " + route.path() + (route.prefix() ? "*" : ""))
                .containsExactly(
                        "GET /session",
                        "GET /assets/*",
                        "GET /q/openapi",
                        "POST /grpc.health.v1.Health/Check",
                        "POST /grpc.health.v1.Health/Watch");
    }

    @Test
    void aLineCoversItsMethodAndItsPathAlone() {
        PublicRoutes routes = PublicRoutes.shipped();
        assertThat(routes.contains("GET", "/session")).isTrue();
        assertThat(routes.contains("HEAD", "/session")).isTrue();
        assertThat(routes.contains("POST", "/session")).isFalse();
        assertThat(routes.contains("GET", "/session/")).isFalse();
        assertThat(routes.contains("GET", "/assets/style.css")).isTrue();
        assertThat(routes.contains("GET", "/assets")).isFalse();
        assertThat(routes.contains("POST", "/assets/style.css")).isFalse();
    }

    @Test
    void aLineThatWouldOpenEverythingIsRefused() {
        for (String line : new String[] {"GET /*", "GET", "/session", "GET session", "GET /a /b"}) {
            assertThatThrownBy(() -> PublicRoutes.parse(line)).hasMessageContaining(line);
        }
    }
}
