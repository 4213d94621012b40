package macaw.torch;

/** The TorchScript of {@link Aten}'s operators; what each computes is said there. */
final class Operators {
    static final String MODULE = "Operators";

    static final String SOURCE = """
            class Operators(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def shared(self: __torch__.Operators,
                q: Tensor,
                x: Tensor) -> Tensor:
                b, heads, t, d = torch.size(x)
                group = torch.floordiv(torch.size(q, 1), heads)
                return torch.reshape(torch.expand(torch.unsqueeze(x, 2), [b, heads, group, t, d]), [b, torch.mul(heads, group), t, d])
              def attention(self: __torch__.Operators,
                q: Tensor,
                k: Tensor,
                v: Tensor,
                scale: Tensor) -> Tensor:
                keys, values = self.shared(q, k), self.shared(q, v)
                return torch.scaled_dot_product_attention(q, keys, values, None, 0., True, scale=float(scale))
              def masked_attention(self: __torch__.Operators,
                q: Tensor,
                k: Tensor,
                v: Tensor,
                scale: Tensor,
                mask: Tensor) -> Tensor:
                keys, values = self.shared(q, k), self.shared(q, v)
                return torch.scaled_dot_product_attention(q, keys, values, mask, 0., False, scale=float(scale))
              def short_attention(self: __torch__.Operators,
                q: Tensor,
                k: Tensor,
                v: Tensor,
                scale: Tensor,
                mask: Tensor) -> Tensor:
                b, heads, t, d = torch.size(k)
                group = torch.floordiv(torch.size(q, 1), heads)
                batch, rows = torch.mul(b, heads), torch.mul(group, t)
                keys = torch.reshape(torch.mul(k, float(scale)), [batch, t, d])
                products = torch.bmm(torch.reshape(q, [batch, rows, d]), torch.transpose(keys, 1, 2))
                shares = torch.softmax(torch.add_(products, mask), -1)
                return torch.view(torch.bmm(shares, torch.reshape(v, [batch, t, d])), torch.size(q))
              def capped_attention(self: __torch__.Operators,
                q: Tensor,
                k: Tensor,
                v: Tensor,
                scale: Tensor,
                mask: Tensor,
                cap: Tensor) -> Tensor:
                keys, values = self.shared(q, k), self.shared(q, v)
                scores = torch.mul(torch.matmul(q, torch.transpose(keys, -2, -1)), float(scale) / float(cap))
                bounded = torch.add(torch.mul(torch.tanh(scores), float(cap)), mask)
                return torch.matmul(torch.softmax(bounded, -1), values)
              def rms(self: __torch__.Operators,
                x: Tensor,
                gain: Tensor,
                epsilon: float) -> Tensor:
                half = torch.sum(torch.mul(x, torch.detach(x)), [-1], True)
                square = torch.sub(torch.mul(half, 2), torch.detach(half))
                mean_square = torch.div(square, torch.size(x, -1))
                return torch.mul(torch.mul(x, torch.rsqrt(torch.add(mean_square, epsilon))), gain)
              def rms_norm(self: __torch__.Operators,
                x: Tensor,
                weight: Tensor,
                epsilon: Tensor) -> Tensor:
                return self.rms(x, weight, float(epsilon))
              def rms_norm_from_one(self: __torch__.Operators,
                x: Tensor,
                gain: Tensor,
                epsilon: Tensor) -> Tensor:
                return self.rms(x, torch.add(gain, 1), float(epsilon))
              def layer_norm(self: __torch__.Operators,
                x: Tensor,
                gain: Tensor,
                bias: Tensor,
                epsilon: Tensor) -> Tensor:
                return torch.layer_norm(x, [torch.size(x, -1)], gain, bias, float(epsilon))
              def gelu(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.gelu(x)
              def gelu_tanh(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.gelu(x, approximate="tanh")
              def silu(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.silu(x)
              def swiglu(self: __torch__.Operators,
                gate: Tensor,
                up: Tensor) -> Tensor:
                return torch.mul(torch.silu(gate), up)
              def rotate(self: __torch__.Operators,
                x: Tensor,
                cos: Tensor,
                sin: Tensor) -> Tensor:
                half = torch.floordiv(torch.size(x, -1), 2)
                return torch.addcmul(torch.mul(x, cos), torch.roll(x, [half], [-1]), sin)
              def dropped(self: __torch__.Operators,
                x: Tensor,
                kept: Tensor,
                scale: Tensor) -> Tensor:
                return torch.mul(x, torch.mul(torch.to(kept, 6), float(scale)))
              def lora(self: __torch__.Operators,
                y: Tensor,
                x: Tensor,
                a: Tensor,
                b: Tensor,
                scale: Tensor) -> Tensor:
                return torch.addmm(y, torch.linear(x, a), torch.t(b), beta=1, alpha=float(scale))
              def merged(self: __torch__.Operators,
                weight: Tensor,
                a: Tensor,
                b: Tensor,
                scale: Tensor) -> Tensor:
                return torch.addmm(weight, b, a, beta=1, alpha=float(scale))
              def merged_inputs_first(self: __torch__.Operators,
                weight: Tensor,
                a: Tensor,
                b: Tensor,
                scale: Tensor) -> Tensor:
                return torch.addmm(weight, torch.t(a), torch.t(b), beta=1, alpha=float(scale))
              def halves(self: __torch__.Operators,
                like: Tensor,
                sizes: List[int]) -> Tensor:
                return torch.new_empty(like, sizes, dtype=15)
              def floats(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.to(x, 6)
              def rotate_part(self: __torch__.Operators,
                x: Tensor,
                cos: Tensor,
                sin: Tensor) -> Tensor:
                width = torch.size(cos, -1)
                half = torch.floordiv(width, 2)
                turned = torch.slice(x, -1, 0, width)
                kept = torch.slice(x, -1, width)
                rotated = torch.addcmul(torch.mul(turned, cos), torch.roll(turned, [half], [-1]), sin)
                return torch.cat([rotated, kept], -1)
              def visible(self: __torch__.Operators,
                hidden: Tensor,
                positions: Tensor,
                reach: Tensor) -> Tensor:
                all = torch.expand(hidden, [int(positions), int(positions)])
                return torch.add(torch.triu(all, 1), torch.tril(all, torch.neg(int(reach))))
              def soft_cap(self: __torch__.Operators,
                x: Tensor,
                cap: Tensor) -> Tensor:
                return torch.mul(torch.tanh(torch.div(x, float(cap))), float(cap))
              def rows(self: __torch__.Operators,
                x: Tensor,
                index: Tensor) -> Tensor:
                return torch.index_select(x, 0, index)
              def log_probabilities(self: __torch__.Operators,
                logits: Tensor,
                targets: Tensor) -> Tensor:
                return torch.neg(torch.cross_entropy_loss(logits, targets, None, 0, -100, 0.))
              def entropy(self: __torch__.Operators,
                logits: Tensor) -> Tensor:
                logp = torch.log_softmax(logits, -1)
                return torch.neg(torch.sum(torch.mul(torch.exp(logp), logp), [-1]))
              def log_sigmoid(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.log_sigmoid(x)
              def norm(self: __torch__.Operators,
                tensors: List[Tensor]) -> Tensor:
                return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(tensors, 2)), 2)
              def adamw_in_place(self: __torch__.Operators,
                parameters: List[Tensor],
                gradients: List[Tensor],
                first: List[Tensor],
                second: List[Tensor],
                steps: List[Tensor],
                divisor: Tensor,
                rate: float,
                beta1: float,
                beta2: float,
                decay: float,
                epsilon: float) -> Tensor:
                torch._fused_adamw_(parameters, gradients, first, second, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False, grad_scale=divisor)
                return steps[0]
              def lerp_in_place(self: __torch__.Operators,
                averages: List[Tensor],
                values: List[Tensor],
                weight: float) -> Tensor:
                torch._foreach_lerp_(averages, values, weight)
                return averages[0]
              def copy_in_place(self: __torch__.Operators,
                targets: List[Tensor],
                sources: List[Tensor]) -> Tensor:
                torch._foreach_copy_(targets, sources)
                return targets[0]
              def put_in_place(self: __torch__.Operators,
                target: Tensor,
                piece: Tensor,
                start: int) -> Tensor:
                room = torch.slice(torch.view(target, [-1]), 0, start, torch.add(start, torch.size(piece, 0)))
                return torch.copy_(room, piece)
            """;

    private Operators() {}
}
