package macaw.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SameOriginTest {
    private static final String HOST = "127.0.0.1:8101";

    @Test
    void readingIsAllowedFromAnywhere() {
        assertThat(SameOrigin.allows("GET", HOST, "https://elsewhere.example", null, "cross-site"))
                .isTrue();
    }

    @Test
    void changingIsAllowedFromThisSitesOwnPagesOnly() {
        assertThat(SameOrigin.allows("POST", HOST, "http://127.0.0.1:8101", null, "same-origin"))
                .isTrue();
        assertThat(SameOrigin.allows("POST", HOST, null, "http://127.0.0.1:8101/tasks/7", null))
                .isTrue();
        assertThat(SameOrigin.allows("POST", HOST, "https://elsewhere.example", null, null))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HOST, "http://127.0.0.1:8102", null, null))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HOST, "http://127.0.0.1:8101", null, "cross-site"))
                .isFalse();
        assertThat(SameOrigin.allows("POST", HOST, "http://127.0.0.1:8101", null, "same-site"))
                .isFalse();
        assertThat(SameOrigin.allows("DELETE", HOST, null, null, null)).isFalse();
        assertThat(SameOrigin.allows("POST", HOST, "null", null, null)).isFalse();
        assertThat(SameOrigin.allows("POST", HOST, "::", null, null)).isFalse();
    }
}
