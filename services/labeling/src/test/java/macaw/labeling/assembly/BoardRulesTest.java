package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of the ranking board and of drafts, as the browser runs them, against results worked out by hand. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class BoardRulesTest extends BrowserRoom {
    @BeforeEach
    void scripts() {
        page.navigate(address.resolve("/assets/labeling/board.js").toString());
    }

    private Object run(String module, String expression) {
        return page.evaluate("async () => { const m = await import('/assets/labeling/" + module + "'); return "
                + expression + "; }");
    }

    @Test
    void aNewPlaceMakesRoomBehindIt() {
        assertThat(run("board.js", "m.insert({a: 1, b: 2}, ['a', 'b', 'c'], 'c', 1)"))
                .isEqualTo(Map.of("a", 1, "c", 2, "b", 3));
        assertThat(run("board.js", "m.insert({a: 1, b: 1}, ['a', 'b', 'c'], 'b', 0)"))
                .isEqualTo(Map.of("b", 1, "a", 2));
    }

    @Test
    void anEmptyPlaceBeforeItGivesWayWhereNoneIsBehind() {
        assertThat(run("board.js", "m.insert({a: 1, b: 4}, ['a', 'b', 'c', 'd'], 'c', 4)"))
                .isEqualTo(Map.of("a", 1, "b", 3, "c", 4));
    }

    @Test
    void whatIsHandedInLeavesEmptyPlacesOut() {
        assertThat(run("board.js", "m.ranking({c: 4, a: 2, b: 2}, ['a', 'b', 'c', 'd'])"))
                .isEqualTo(List.of(List.of("a", "b"), List.of("c")));
    }

    @Test
    void aCardCanGoIntoEachPlaceAndBetweenTwoThatAreTaken() {
        assertThat(run("board.js", "m.targets({a: 1, b: 2}, ['a', 'b', 'c'], 'c').map(t => t.place ?? `gap ${t.gap}`)"))
                .isEqualTo(List.of("gap 0", 1, "gap 1", 2, 3));
    }

    @Test
    void aRankAgainstTheRatingsIsNamed() {
        assertThat(run(
                        "board.js",
                        "m.contradictions({a: 1, b: 2, c: 2}, ['a', 'b', 'c'], id => ({a: 3, b: 5, c: 3})[id])"))
                .isEqualTo(List.of(List.of("a", "b")));
    }

    @Test
    void theNewerDraftIsUsed() {
        String local =
                "{content: {text: 'here'}, unsaved: true, basedOn: '2026-01-01T00:00:00Z', changedAt: Date.parse('2026-01-01T10:00:00Z')}";
        assertThat(run(
                        "drafts.js",
                        "m.newer(" + local + ", {content: {text: 'there'}, savedAt: '2026-01-01T11:00:00Z'})"))
                .isEqualTo(Map.of("content", Map.of("text", "there"), "other", Map.of("text", "here")));
        assertThat(run(
                        "drafts.js",
                        "m.newer(" + local
                                + ", {content: {text: 'there'}, savedAt: '2026-01-01T09:00:00Z'}).content.text"))
                .isEqualTo("here");
        assertThat(run(
                        "drafts.js",
                        "m.newer(" + local + ", {content: {text: 'there'}, savedAt: '2026-01-01T00:00:00Z'}).other"))
                .isNull();
        assertThat(
                        run(
                                "drafts.js",
                                "m.newer({content: {text: 'here'}, unsaved: false}, {content: {text: 'there'}, savedAt: '2026-01-01T00:00:00Z'}).content.text"))
                .isEqualTo("there");
    }

    @Test
    void aQuestionWhoseConditionIsNotAskedIsNotAskedEither() {
        String questions =
                "[{id: 'a'}, {id: 'b', when: {question: 'a', answer: 'yes'}}, {id: 'c', when: {question: 'b', answer: 'yes'}}]";
        assertThat(run("rating.js", "[...m.asked(" + questions + ", {a: 'no', b: 'yes'})]"))
                .isEqualTo(List.of("a"));
        assertThat(run("rating.js", "[...m.asked(" + questions + ", {a: 'yes', b: 'yes'})]"))
                .isEqualTo(List.of("a", "b", "c"));
    }
}
