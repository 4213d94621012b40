package macaw.chassis.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.StatusOr;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls to a name with several addresses. */
class ServiceChannelsTest {
    private static final int CALLS = 100;

    private final Set<Integer> called = ConcurrentHashMap.newKeySet();
    private final List<Server> servers = new ArrayList<>();
    private final ManyAddresses names = new ManyAddresses();

    @BeforeEach
    void startTwo() throws IOException {
        for (int i = 0; i < 2; i++) {
            int number = i;
            servers.add(Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new RewardServiceGrpc.RewardServiceImplBase() {
                        @Override
                        public void score(ScoreRequest request, StreamObserver<ScoreResponse> answer) {
                            called.add(number);
                            answer.onNext(ScoreResponse.getDefaultInstance());
                            answer.onCompleted();
                        }
                    })
                    .directExecutor()
                    .build()
                    .start());
        }
        NameResolverRegistry.getDefaultRegistry().register(names);
    }

    @AfterEach
    void stop() {
        NameResolverRegistry.getDefaultRegistry().deregister(names);
        servers.forEach(Server::shutdownNow);
    }

    @Test
    void reachAllOfThemAndGoOnWithThoseThatAreLeft() {
        var channel = ServiceChannels.open("many:///rewards", Optional.empty());
        try {
            var rewards = RewardServiceGrpc.newBlockingStub(channel);
            // the second connection may come later than the first answers
            for (int i = 0; i < CALLS && called.size() < 2; i++) {
                rewards.score(ScoreRequest.getDefaultInstance());
            }
            assertThat(called).containsExactlyInAnyOrder(0, 1);

            servers.getFirst().shutdown();
            called.clear();
            for (int i = 0; i < CALLS; i++) {
                rewards.score(ScoreRequest.getDefaultInstance());
            }
            assertThat(called).contains(1);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Finds the servers of this test under any name. */
    private final class ManyAddresses extends NameResolverProvider {
        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return "many";
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args settings) {
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return "rewards";
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(servers.stream()
                                    .map(server -> new EquivalentAddressGroup(
                                            new InetSocketAddress("127.0.0.1", server.getPort())))
                                    .toList()))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }
    }
}
