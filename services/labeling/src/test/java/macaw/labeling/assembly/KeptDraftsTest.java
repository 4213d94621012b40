package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was typed is never lost: not by a reload, a sign-out, a service that is away, or another device. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class KeptDraftsTest extends BrowserRoom {
    private static final Pattern SAVED = Pattern.compile("Draft saved .+");

    @Test
    void aDraftIsOnEveryDeviceAndGoesWhenItIsHandedIn() {
        project("kept", "demonstration", "Explain wind.", "Explain snow.");
        String dora = labeler("Dora");
        signIn(dora, "/work/kept");
        text(page).fill("Air that");
        assertThat(saved(page)).hasText(SAVED);
        text(page).fill("Air that moves.");
        button("Save draft").click();
        assertThat(saved(page)).hasText(SAVED);

        Page elsewhere = browser();
        signIn(elsewhere, dora, "/work/kept");
        assertThat(text(elsewhere)).hasValue("Air that moves.");
        assertThat(saved(elsewhere)).hasText(SAVED);

        signIn(dora, "/work/kept");
        assertThat(text(page)).hasValue("Air that moves.");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        assertThat(text(page)).hasValue("");
        page.reload();
        assertThat(text(page)).hasValue("");
    }

    @Test
    void aReloadAtOnceLosesNothing() {
        project("quick", "demonstration", "Explain fog.");
        signIn(labeler("Dan"), "/work/quick");
        text(page).fill("A cloud on the ground.");
        assertThat(saved(page)).hasText("Not saved yet");
        page.reload();
        assertThat(text(page)).hasValue("A cloud on the ground.");
    }

    /** The sheets of a page come in any order, and what was written before the task is shown would be written over. */
    @Test
    void nothingCanBeTypedBeforeTheTaskIsShown() throws Exception {
        project("late", "demonstration", "Explain rime.");
        signIn(labeler("Dot"), "/");
        var held = new CompletableFuture<Route>();
        page.route("**/pages.css", held::complete);
        page.navigate(
                address.resolve("/work/late").toString(),
                new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        page.waitForFunction(
                "() => [...document.styleSheets].some(sheet => sheet.href.endsWith('/work.css'))",
                null,
                new Page.WaitForFunctionOptions().setPollingInterval(50));
        assertThat(text(page)).isHidden();
        held.get().resume();
        text(page).fill("Ice on trees.");
        assertThat(page.locator("#count")).hasText("3 words");
    }

    @Test
    void aServiceThatIsAwayIsSaidAndWhatWasTypedGoesToItWhenItIsBack() {
        project("away", "demonstration", "Explain hail.");
        signIn(labeler("Dick"), "/work/away");
        assertThat(text(page)).isFocused();
        context.setOffline(true);
        text(page).fill("Ice that falls.");
        assertThat(saved(page)).hasText("Kept on this device only: the service does not answer");
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("OFFLINE");
        assertThat(text(page)).hasValue("Ice that falls.");
        picture("offline");
        context.setOffline(false);
        forgetErrors();
        assertThat(saved(page)).hasText(SAVED);
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        assertThat(page.locator("#problem")).isEmpty();
        recorded("away").body("[0].response", equalTo("Ice that falls."));
    }

    @Test
    void aServiceInTroubleIsSaidInOneLine() {
        project("ill", "demonstration", "Explain dew.");
        signIn(labeler("Didi"), "/work/ill");
        assertThat(text(page)).isFocused();
        page.route(
                "**/demonstration*",
                route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setStatus(503)
                        .setBody("<html>gateway</html>")));
        text(page).fill("Water on grass.");
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("The service has a problem of its own");
        page.unrouteAll();
        forgetErrors();
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
    }

    @Test
    void whoIsSignedOutSignsInInAnotherTabAndGoesOn() {
        project("signed", "demonstration", "Explain ice.");
        String eve = labeler("Eve");
        signIn(eve, "/work/signed");
        assertThat(text(page)).isFocused();
        context.clearCookies();
        text(page).fill("Water that is cold.");
        assertThat(saved(page)).hasText("Kept on this device only: you are signed out");
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("You are signed out.");

        Page tab = context.newPage();
        signIn(tab, eve, "/");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        recorded("signed").body("[0].response", equalTo("Water that is cold."));
    }

    @Test
    void theNewerOfTwoDraftsIsUsedAndTheOtherIsOffered() {
        project("devices", "demonstration", "Explain heat.");
        String fay = labeler("Fay");
        signIn(fay, "/work/devices");
        fillAndSave(page, "one");
        // of this page only, and not as being offline: a page that closes is told that it is online again, and saves
        page.route("**/v1/**", Route::abort);

        Page elsewhere = browser();
        signIn(elsewhere, fay, "/work/devices");
        assertThat(text(elsewhere)).hasValue("one");
        fillAndSave(elsewhere, "two");

        text(page).fill("three");
        assertThat(saved(page)).containsText("Kept on this device only");
        page.close();
        forgetErrors();

        Page again = context.newPage();
        again.navigate(address.resolve("/work/devices").toString());
        assertThat(text(again)).hasValue("three");
        assertThat(again.locator("#other-draft")).isVisible();
        again.locator("#other-draft button").click();
        assertThat(text(again)).hasValue("two");
    }

    @Test
    void twoPeopleOnOneBrowserDoNotSeeEachOthersDrafts() {
        project(
                "shared",
                "demonstration",
                java.util.Map.of("overlap", 2),
                java.util.List.of(java.util.Map.of("text", "Explain mist.")));
        signIn(labeler("Gil"), "/work/shared");
        text(page).fill("Gil's own words");
        assertThat(saved(page)).hasText(SAVED);
        context.clearCookies();
        signIn(labeler("Gus"), "/work/shared");
        assertThat(text(page)).isFocused();
        assertThat(text(page)).hasValue("");
    }

    /** What the page says of the draft it opened with reads like what it says of the next: the service's answer tells them apart. */
    private static void fillAndSave(Page where, String words) {
        where.waitForResponse(
                response -> response.request().method().equals("PUT")
                        && response.url().contains("/draft?")
                        && response.ok(),
                () -> text(where).fill(words));
        assertThat(saved(where)).hasText(SAVED);
    }

    private static Locator text(Page where) {
        return where.locator("#text");
    }

    private static Locator saved(Page where) {
        return where.locator("#saved");
    }
}
