#pragma once
extern const unsigned char g_model[];
