package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import macaw.v1.Answer;
import macaw.v1.OutputRating;
import macaw.v1.Project;
import macaw.v1.RankGroup;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong is refused over gRPC with its code. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class RpcRefusalsTest extends RunningLabeling {
    @Test
    void badWorkIsRefusedOverGrpcWithItsCodeAndLosesNothing() {
        comparisons("bad", 1, 4);
        collect("bad");
        var anna = as(labelerKey("Anna", false));
        Task task = next(anna, "bad");
        String first = task.getOutputs(0).getOutputId();

        var tooHigh = comparison(task);
        tooHigh.getRatingsBuilder(1).setOverall(8);
        assertRefused("RATING_OUT_OF_RANGE", () -> anna.submitComparison(tooHigh.build()));
        var unrated = comparison(task).setRatings(0, OutputRating.newBuilder().setOutputId(first));
        assertRefused("RATING_OUT_OF_RANGE", () -> anna.submitComparison(unrated.build()));
        var unanswered = comparison(task);
        unanswered.getRatingsBuilder(2).putAnswers("hallucination", Answer.ANSWER_UNSPECIFIED);
        assertRefused("QUESTION_UNANSWERED", () -> anna.submitComparison(unanswered.build()));
        var leftOut = comparison(task).removeRanking(1);
        assertRefused("RANKING_INCOMPLETE", () -> anna.submitComparison(leftOut.build()));
        var twice = comparison(task).addRanking(RankGroup.newBuilder().addOutputIds(first));
        assertRefused("RANKING_DUPLICATE", () -> anna.submitComparison(twice.build()));
        var other = comparison(task).addRanking(RankGroup.newBuilder().addOutputIds("elsewhere"));
        assertRefused("OUTPUT_UNKNOWN", () -> anna.submitComparison(other.build()));
        assertRefused(
                "REQUEST_INVALID",
                () -> anna.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                        .setLease(task.getLease())
                        .setText("text")
                        .setIdempotencyKey("k")
                        .build()));
        var ben = as(labelerKey("Ben", false));
        assertRefused("LEASE_LOST", () -> ben.submitComparison(comparison(task).build()));

        assertThat(anna.submitComparison(comparison(task).build()).getState()).isEqualTo("counting");
        var changed = comparison(task);
        changed.getRatingsBuilder(0).setOverall(2);
        assertRefused("SUBMISSION_CONFLICT", () -> anna.submitComparison(changed.build()));
    }

    @Test
    void badProjectsAndPromptsAreRefusedOverGrpcWithTheirCode() {
        var project = Project.newBuilder()
                .setName("k")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .addPolicies("sft");
        assertRefused(
                "K_OUT_OF_RANGE", () -> operator.createProject(project.setK(10).build()));
        assertRefused(
                "K_OUT_OF_RANGE", () -> operator.createProject(project.setK(1).build()));
        assertRefused(
                "REQUEST_INVALID",
                () -> operator.createProject(Project.newBuilder().setName("x").build()));
        demonstrations("prompts", 1);
        assertRefused("PROMPT_EMPTY", () -> addPrompts("prompts", List.of(" \n ")));
        assertRefused("PROMPT_CONFLICT", () -> addPrompts("prompts", List.of("another text")));
        assertRefused("PROJECT_UNKNOWN", () -> addPrompts("nowhere", List.of("text")));
    }
}
