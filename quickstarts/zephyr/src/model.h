#pragma once
#ifdef __cplusplus
extern "C" {
#endif
extern const unsigned char g_model[];
#ifdef __cplusplus
}
#endif
