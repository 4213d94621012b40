package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody is away for longer than a lease lasts, and somebody else does the task meanwhile. */
@QuarkusTest
@TestProfile(ExpiredLeaseTest.ShortLeases.class)
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class ExpiredLeaseTest extends BrowserRoom {
    /** Leases that end while one waits. */
    public static class ShortLeases implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("macaw.lease.length", "PT2S");
        }
    }

    @Test
    void whoComesBackTooLateIsToldAndTheirWorkIsKept() {
        project("late", "demonstration", "Explain thunder.");
        page.clock().install();
        signIn(labeler("Lea"), "/work/late");
        page.locator("#text").fill("A loud noise");
        JsonPath task = freeAgain("late", labeler("Leo"));

        page.clock().fastForward("04:30");
        assertThat(page.locator("#status"))
                .containsText("Your time for this task ran out, and somebody else has it now.");
        assertThat(page.locator("#text")).hasValue("A loud noise");

        as(leo).body(Map.of(
                        "lease",
                        task.getString("lease.id"),
                        "text",
                        "Leo's",
                        "idempotencyKey",
                        "leo-1",
                        "durationMillis",
                        10))
                .post("/v1/tasks/" + task.getString("id") + "/demonstration")
                .then()
                .statusCode(200);
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded as surplus");
        recorded("late").body("state", hasItems(equalToIgnoringCase("counting"), equalToIgnoringCase("surplus")));
    }

    private String leo = "";

    /** The task, as somebody else gets it once its lease has ended; the service decides when. */
    private JsonPath freeAgain(String project, String key) {
        leo = key;
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            Response answer = as(key).post("/v1/projects/" + project + "/next-task");
            if (answer.statusCode() == 200) {
                return answer.jsonPath();
            }
            assertThat(answer.jsonPath().getString("code")).isEqualTo("NO_TASK");
            assertThat(System.nanoTime()).as("the lease ends").isLessThan(end);
        }
    }
}
