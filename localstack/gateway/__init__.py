"""The gateway of the embedded stack: the parts of API Gateway, a CDN and a load balancer."""
