package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever opens a page without a session signs in with their key and is on the page that they wanted. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class SignInPageTest extends BrowserRoom {
    @Test
    void aKeyOpensThePageThatWasAskedFor() {
        project("doored", "demonstration", "Explain rain.");
        page.navigate(address.resolve("/work/doored").toString());
        assertThat(page.locator("h1")).hasText("Sign in to Macaw");
        assertThat(page.locator("#key")).isFocused();
        accessible("sign-in");
        page.locator("#key").fill("mk_nobody");
        page.keyboard().press("Enter");
        assertThat(page.locator("#problem")).hasText("This key is not known here.");
        picture("sign-in");
        page.locator("#key").fill(labeler("Anna"));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/work/doored$"));
        assertThat(page.locator("#prompt")).containsText("Explain rain.");
    }

    @Test
    void programsAreToldWhatIsMissing() {
        given().get("/work/doored").then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
        given().header("Accept", "application/json")
                .get("/v1/projects")
                .then()
                .statusCode(401)
                .body("code", equalTo("UNAUTHENTICATED"));
    }
}
