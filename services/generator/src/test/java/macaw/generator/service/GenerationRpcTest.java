package macaw.generator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.generator.engine.Engine;
import macaw.v1.FinishReason;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.ListPoliciesRequest;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.SamplingSettings;
import macaw.v1.TokenIds;
import macaw.v1.TokenLogProbabilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
@Tag("integration")
class GenerationRpcTest {
    @TestHTTPResource
    URI address;

    @Inject
    Engine engine;

    private ManagedChannel channel;
    private GenerationServiceGrpc.GenerationServiceBlockingStub generation;

    @BeforeEach
    void connect() {
        channel = ServiceChannels.open(address.getAuthority(), Optional.of(TestKeys.key(Roles.SERVICE)));
        generation = GenerationServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void severalSamplesComeInterleavedAndEachIsWhole() {
        List<List<GenerateResponse>> samples =
                samples(request("base", 3).setSeed(9).build(), 3);
        for (List<GenerateResponse> sample : samples) {
            var finished = sample.getLast().getFinished();
            assertThat(finished.getReason()).isIn(FinishReason.FINISH_REASON_EOS, FinishReason.FINISH_REASON_LENGTH);
            assertThat(tokens(sample)).hasSize(finished.getCompletionTokens());
            assertThat(finished.getSeed()).isEqualTo(9);
            assertThat(sample)
                    .allMatch(response -> response.getPolicy().getName().equals("base"));
            assertThat(sample)
                    .allMatch(response -> response.getLogprobsList().stream().allMatch(p -> p <= 0));
        }
        assertThat(samples(request("base", 3).setSeed(9).build(), 3)).isEqualTo(samples);
        assertThat(tokens(samples.get(0))).isNotEqualTo(tokens(samples.get(1)));
    }

    @Test
    void aPolicySaysOfItsOwnAnswersWhatItSaidWhenItWroteThem() {
        List<List<GenerateResponse>> samples =
                samples(request("tuned", 2).setSeed(4).build(), 2);
        LogProbabilitiesRequest.Builder request =
                LogProbabilitiesRequest.newBuilder().setPolicy("tuned").setText("Write a shopping");
        samples.forEach(sample -> request.addCompletions(TokenIds.newBuilder().addAllIds(tokens(sample))));
        var reply = generation.logProbabilities(request.build());
        assertThat(reply.getPolicy().getName()).isEqualTo("tuned");
        for (int i = 0; i < 2; i++) {
            List<Float> drawn = samples.get(i).stream()
                    .flatMap(response -> response.getLogprobsList().stream())
                    .toList();
            TokenLogProbabilities given = reply.getCompletions(i);
            assertThat(given.getLogprobsCount()).isEqualTo(drawn.size());
            for (int j = 0; j < drawn.size(); j++) {
                assertThat(given.getLogprobs(j)).isCloseTo(drawn.get(j), within(1e-6f));
            }
        }
    }

    @Test
    void policiesAreListedWithTheirAliases() {
        var policies = generation
                .listPolicies(ListPoliciesRequest.getDefaultInstance())
                .getPoliciesList();
        assertThat(policies).extracting(policy -> policy.getVersion().getName()).contains("base", "tuned");
        assertThat(policies)
                .filteredOn(policy -> policy.getVersion().getName().equals("tuned"))
                .allMatch(policy -> policy.getAliasesList().contains("newest"));
    }

    @Test
    void refusalsAreCoded() {
        refused(request("nobody", 1).build(), ErrorCode.POLICY_UNKNOWN);
        refused(request("base", 1).setText("").build(), ErrorCode.PROMPT_EMPTY);
        refused(request("base", 1).setText("word ".repeat(200)).build(), ErrorCode.PROMPT_TOO_LONG);
        refused(
                request("base", 1)
                        .setTokens(TokenIds.newBuilder().addIds(1_000_000))
                        .build(),
                ErrorCode.TOKEN_OUT_OF_VOCABULARY);
        refused(request("base", 1000).build(), ErrorCode.REQUEST_INVALID);
    }

    @Test
    void aCallerThatGoesAwayStopsTheWriting() {
        Iterator<GenerateResponse> endless = generation.generate(request("base", 6)
                .setSampling(SamplingSettings.newBuilder().setTemperature(0).setMaxTokens(80))
                .build());
        assertThat(endless.hasNext()).isTrue();
        channel.shutdownNow();
        Instant bound = Instant.now().plus(Duration.ofSeconds(20));
        while (engine.running() > 0 && Instant.now().isBefore(bound)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(engine.running()).isZero();
    }

    private void refused(GenerateRequest request, ErrorCode code) {
        assertThatThrownBy(() -> generation.generate(request).hasNext())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromStatus(e, ErrorCode.GENERATOR_UNAVAILABLE)
                                        .code())
                                .isEqualTo(code));
    }

    private List<List<GenerateResponse>> samples(GenerateRequest request, int count) {
        List<List<GenerateResponse>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new ArrayList<>());
        }
        generation
                .generate(request)
                .forEachRemaining(response -> samples.get(response.getSample()).add(response));
        return samples;
    }

    private static List<Integer> tokens(List<GenerateResponse> sample) {
        return sample.stream()
                .flatMap(response -> response.getTokensList().stream())
                .toList();
    }

    private static GenerateRequest.Builder request(String policy, int samples) {
        return GenerateRequest.newBuilder()
                .setPolicy(policy)
                .setText("Write a shopping")
                .setN(samples)
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(12));
    }
}
