package macaw.cycle;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import macaw.localstack.Address;

/** A service's RPCs, found by reflection. */
final class RpcDoor implements Door {
    private final Address address;

    RpcDoor(Address address) {
        this.address = address;
    }

    /** All that the server says it has: {@code package.Service/Method}. */
    Set<String> rpcs(String key) {
        try (Caller caller = new Caller(address, key)) {
            Set<String> rpcs = new TreeSet<>();
            ServerReflectionResponse services = ask(
                    caller,
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            for (var service : services.getListServicesResponse().getServiceList()) {
                ServerReflectionResponse file = ask(
                        caller,
                        ServerReflectionRequest.newBuilder()
                                .setFileContainingSymbol(service.getName())
                                .build());
                for (var bytes : file.getFileDescriptorResponse().getFileDescriptorProtoList()) {
                    FileDescriptorProto descriptor = FileDescriptorProto.parseFrom(bytes);
                    descriptor.getServiceList().forEach(found -> {
                        String name = descriptor.getPackage() + "." + found.getName();
                        if (name.equals(service.getName())) {
                            found.getMethodList().forEach(method -> rpcs.add(name + "/" + method.getName()));
                        }
                    });
                }
            }
            return rpcs;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ServerReflectionResponse ask(Caller caller, ServerReflectionRequest request) {
        CompletableFuture<ServerReflectionResponse> reply = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> stream = ServerReflectionGrpc.newStub(caller.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        reply.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        reply.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        reply.completeExceptionally(new AssertionError("no reply to reflection"));
                    }
                });
        stream.onNext(request);
        try {
            return reply.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError("reflection does not answer", e);
        } finally {
            stream.onCompleted();
        }
    }

    @Override
    public Entry knock(String rpc, String key) {
        try (Caller caller = new Caller(address, key)) {
            Status status = call(caller, rpc);
            return switch (status.getCode()) {
                case UNAUTHENTICATED -> Entry.WHO_ARE_YOU;
                case PERMISSION_DENIED -> Entry.NOT_YOU;
                default -> Entry.OPEN;
            };
        }
    }

    /** One empty message, then the end of the stream; who gets an answer, or no refusal for a while, was let in. */
    private static Status call(Caller caller, String rpc) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(rpc)
                .build();
        CompletableFuture<Status> end = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                caller.channel().newCall(method, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        end.complete(Status.OK);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(new byte[0]);
        call.halfClose();
        Status status = end.join();
        call.cancel("the answer is known", null);
        return status;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
