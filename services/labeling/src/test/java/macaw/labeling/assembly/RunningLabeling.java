package macaw.labeling.assembly;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.Answer;
import macaw.v1.CollectOutputsRequest;
import macaw.v1.CollectProgress;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Output;
import macaw.v1.Project;
import macaw.v1.RankGroup;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the running service ask of it. */
abstract class RunningLabeling {
    @TestHTTPResource
    URI address;

    private final List<ManagedChannel> channels = new ArrayList<>();
    LabelingServiceBlockingStub operator;

    @BeforeEach
    void connect() {
        operator = as(TestKeys.key(Roles.OPERATOR));
    }

    @AfterEach
    void hangUp() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    LabelingServiceBlockingStub as(String key) {
        return LabelingServiceGrpc.newBlockingStub(channel(key));
    }

    ManagedChannel channel(String key) {
        ManagedChannel channel = ServiceChannels.open(address.getHost() + ":" + address.getPort(), Optional.of(key));
        channels.add(channel);
        return channel;
    }

    static RequestSpecification rest(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    String labelerKey(String name, boolean simulated) {
        return operator.addLabeler(AddLabelerRequest.newBuilder()
                        .setName(name)
                        .setSimulated(simulated)
                        .build())
                .getKey();
    }

    void comparisons(String name, int prompts, int k) {
        operator.createProject(Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .setK(k)
                .addPolicies("sft@3")
                .build());
        addPrompts(
                name,
                IntStream.range(0, prompts)
                        .mapToObj(i -> "Write " + name + " " + i)
                        .toList());
    }

    void demonstrations(String name, int prompts) {
        operator.createProject(Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                .build());
        addPrompts(
                name,
                IntStream.range(0, prompts)
                        .mapToObj(i -> "Write " + name + " " + i)
                        .toList());
    }

    void addPrompts(String project, List<String> texts) {
        var request = AddPromptsRequest.newBuilder().setProject(project);
        texts.forEach(text -> request.addPrompts(NewPrompt.newBuilder()
                .setPromptId("p" + request.getPromptsCount())
                .setText(text)));
        operator.addPrompts(request.build());
    }

    CollectProgress collect(String project) {
        Iterator<CollectProgress> progress = operator.collectOutputs(CollectOutputsRequest.newBuilder()
                .setProject(project)
                .setSeed(7)
                .build());
        CollectProgress last = progress.next();
        while (progress.hasNext()) {
            last = progress.next();
        }
        return last;
    }

    static Task next(LabelingServiceBlockingStub labeler, String project) {
        return labeler.nextTask(NextTaskRequest.newBuilder().setProject(project).build());
    }

    /** Whole and valid: everything rated 5 and answered with no, the shown order with the first two tied. */
    static SubmitComparisonRequest.Builder comparison(Task task) {
        var request = SubmitComparisonRequest.newBuilder()
                .setLease(task.getLease())
                .setIdempotencyKey(task.getLease().getLeaseId())
                .setDurationMillis(1_200);
        for (Output output : task.getOutputsList()) {
            var rating = request.addRatingsBuilder()
                    .setOutputId(output.getOutputId())
                    .setOverall(5);
            task.getForm()
                    .getQuestionsList()
                    .forEach(question -> rating.putAnswers(question.getId(), Answer.ANSWER_NO));
        }
        List<String> ids =
                task.getOutputsList().stream().map(Output::getOutputId).toList();
        request.addRanking(RankGroup.newBuilder().addAllOutputIds(ids.subList(0, 2)));
        ids.subList(2, ids.size())
                .forEach(id -> request.addRanking(RankGroup.newBuilder().addOutputIds(id)));
        return request;
    }

    static void assertRefused(String code, ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("a refusal with " + code).isNotNull();
        assertThat(refusal.getTrailers().get(GrpcErrors.CODE))
                .as(refusal.toString())
                .isEqualTo(code);
    }
}
